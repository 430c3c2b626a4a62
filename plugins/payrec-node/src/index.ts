export * from './finalIndex/types';
