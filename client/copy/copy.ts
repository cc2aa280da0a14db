/** The type of a language's texts: the keys of Korean, with any string. */
export type Copy<T> = { readonly [K in keyof T]: T[K] extends string ? string : Copy<T[K]> };
