export { PollingWorker } from '@internal/plugin-payrec-node';
