/** Multiples of bytes, each 1024 times the one before; files and prices call them KB, MB, GB and TB. */
export const KIB = 2 ** 10;
export const MIB = 2 ** 20;
export const GIB = 2 ** 30;
export const TIB = 2 ** 40;
