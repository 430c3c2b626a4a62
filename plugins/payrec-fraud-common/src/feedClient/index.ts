export { FeedClient } from './FeedClient';
export type { FeedClientOptions, FeedConnection, FeedListener, FeedTransport } from './FeedClient';
export { formatPlace, parsePlace } from './protocol';
export type { FeedChange, FeedMessage, FeedPhase, FeedPlace, FeedStart, FeedStatus } from './protocol';
export { sseMessages } from './sseMessages';
export type { ByteReader } from './sseMessages';
