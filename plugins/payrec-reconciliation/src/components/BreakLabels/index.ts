export { STATE_TONES, classTone, differenceTone, isLate, isZeroMoney } from './breakTones';
export { PersonBadge } from './PersonBadge';
export { personName, personInitials } from './personName';
export { useToneClasses } from './useToneClasses';
