export * from './fraudApi';
export * from './feedApi';
export * from './types';
