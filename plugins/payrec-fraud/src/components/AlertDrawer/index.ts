export { AlertDrawer, AlertHeadline } from './AlertDrawer';
export { AlertStory } from './AlertStory';
export { useDrawerStyles } from './useDrawerStyles';
