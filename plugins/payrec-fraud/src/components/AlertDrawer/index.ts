export { AlertDrawer, AlertHeadline } from './AlertDrawer';
export { AlertHeader } from './AlertHeader';
export { AlertStory } from './AlertStory';
export { useDrawerStyles } from './useDrawerStyles';
