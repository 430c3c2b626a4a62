export * from './finalIndex/types';
export * from './finalIndex/scope/types';
export * from './errors/errors';
export { errorReference, toPublicError } from './errors/publicError';
export * from './http/createMount';
export { readCursor } from './http/parseRequest';
