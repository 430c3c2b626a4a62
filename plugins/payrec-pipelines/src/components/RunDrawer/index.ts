export { RunDrawer } from './RunDrawer';
export { CommitLink } from './CommitLink';
