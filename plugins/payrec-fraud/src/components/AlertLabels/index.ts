export { ageText, clockText, useSpanText } from './spans';
export { isDone, PRIORITY_TONES, STATE_TONES } from './alertTones';
export { OwnerBadge } from './OwnerBadge';
export { personInitials, personName } from './personName';
export { panText, shortId } from './shortTexts';
export { ScoreBar, shortScore, stepOf } from './ScoreBar';
