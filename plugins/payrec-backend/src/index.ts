/**
 * The portal's own backend plugin: owns the resource type of transactions and serves them.
 *
 * @packageDocumentation
 */
export { payrecPlugin as default } from './plugin';
