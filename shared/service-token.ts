/** Name of a service token: one line that starts with a letter or a digit. */
export const TOKEN_NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,49}$/u;
/** In UTF-16 units, for the input field. */
export const TOKEN_NAME_MAX = 50;
