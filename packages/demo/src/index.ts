/**
 * The demo company: its world, its sign-in and its people.
 *
 * @packageDocumentation
 */
export { generateWorld } from './world/generateWorld';
export { parseScale, type WorldOptions, type WorldSummary } from './world/options';
export { PERSONAS, emailOf, personaById, type Persona } from './personas';
export { signIn, type SignInTarget } from './oidc/signIn';
export { DemoState, type RunningDemo } from './start/demoState';
