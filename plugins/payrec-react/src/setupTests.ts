import '@testing-library/jest-dom';

// Booting a test app and running axe take seconds on a machine that is shared.
jest.setTimeout(60_000);
