export { once } from '@internal/plugin-payrec-node';
