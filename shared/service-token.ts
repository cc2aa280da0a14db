/** What a storefront's token may be called: one line that starts with a letter or a digit. */
export const TOKEN_NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,49}$/u;
/** In UTF-16 units, for the field that it is typed into. */
export const TOKEN_NAME_MAX = 50;
