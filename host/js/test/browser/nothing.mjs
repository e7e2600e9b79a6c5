// Modules of Node in a page, where the testee needs nothing of them.

export const [randomBytes, request, homedir, hostname, dirname, join, resolve, isatty, createInterface] = /** @type {any[]} */ ([]);
