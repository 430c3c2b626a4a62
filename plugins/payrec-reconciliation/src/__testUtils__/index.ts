export * from './FakeReconciliationClient';
export * from './fixtures/breaks';
export * from './fixtures/details';
export * from './fixtures/overview';
export * from './fixtures/runs';
export * from './fixtures/statements';
export * from './fixtures/units';
