export { ageText, clockText, useSpanText } from './spans';
export { isDone, PRIORITY_TONES, STATE_TONES } from './alertTones';
export { OwnerBadge } from './OwnerBadge';
export { personName } from './personName';
export { ScoreBar, shortScore, stepOf } from './ScoreBar';
