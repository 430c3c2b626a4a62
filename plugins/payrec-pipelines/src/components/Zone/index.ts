export * from './ZoneContext';
