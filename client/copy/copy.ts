/** The shape of a language's words: the same keys as Korean, any sentence. */
export type Copy<T> = { readonly [K in keyof T]: T[K] extends string ? string : Copy<T[K]> };
