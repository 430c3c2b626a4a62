import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// A page renders in well under a second on a free machine; a busy one with two cores needs many times that.
configure({ asyncUtilTimeout: 15_000 });
jest.setTimeout(60_000);
