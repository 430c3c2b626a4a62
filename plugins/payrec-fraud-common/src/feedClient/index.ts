export { FeedClient } from './FeedClient';
export type { FeedClientOptions, FeedConnection, FeedListener, FeedTransport } from './FeedClient';
export { formatCursor, parseFeedCursor } from './protocol';
export type { FeedCursor, FeedFrame, FeedMessage, FeedPhase, FeedSnapshot, FeedStatus } from './protocol';
export { sseMessages } from './sseMessages';
export type { ByteReader } from './sseMessages';
