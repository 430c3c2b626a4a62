export { StatusCard } from './StatusCard';
export { RunsCard } from './RunsCard';
