declare const HOPLINE_VERSION: string;

/** The version of this page: the build puts in that of package.json. */
export const version = HOPLINE_VERSION;
