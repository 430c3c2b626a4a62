import { messageOf, UploadProgress } from '@internal/plugin-payrec-react';
import { StatementFileJson } from '@internal/plugin-payrec-reconciliation-common';
import { useCallback, useRef, useState } from 'react';
import { useUploadStatementFile } from '../../hooks/useUploadStatementFile';

/** One chosen file: on its way, answered, or failed. */
export type Upload = {
  key: string;
  fileName: string;
  sizeBytes: number;
  progress: UploadProgress | null;
  /** The file as the service knows it. */
  result: StatementFileJson | null;
  /** The same bytes had been there before. */
  there: boolean;
  error: string | null;
};

/** Browser and server clocks may differ by this much before a file counts as older than its upload. */
const CLOCK_SLACK_MS = 5 * 60_000;

/**
 * Uploads files one after the other, so that a slow line carries one stream. `knownIds` are the files listed now: an answer
 * with one of them, or with a file that is clearly older than this upload, means that the same bytes were there.
 */
export function useUploads(knownIds: ReadonlySet<string>) {
  const { mutateAsync } = useUploadStatementFile();
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const known = useRef(knownIds);
  known.current = knownIds;
  const counter = useRef(0);

  const change = useCallback(
    (key: string, patch: Partial<Upload>) =>
      setUploads(current => current.map(upload => (upload.key === key ? { ...upload, ...patch } : upload))),
    [],
  );

  const start = useCallback(
    async (files: readonly File[]) => {
      const begun = files.map((file): [File, Upload] => {
        counter.current += 1;
        const key = `${counter.current}`;
        return [
          file,
          { key, fileName: file.name, sizeBytes: file.size, progress: null, result: null, there: false, error: null },
        ];
      });
      setUploads(current => [...begun.map(([, upload]) => upload), ...current]);
      for (const [file, { key }] of begun) {
        const before = new Set(known.current);
        const startedMs = Date.now();
        try {
          const result = await mutateAsync({ file, onUploadProgress: progress => change(key, { progress }) });
          const older = startedMs - Date.parse(result.uploadedAt) > CLOCK_SLACK_MS;
          change(key, { result, there: before.has(result.id) || older });
        } catch (error) {
          change(key, { error: messageOf(error) });
        }
      }
    },
    [change, mutateAsync],
  );
  const clear = useCallback(() => setUploads([]), []);
  return { uploads, start, clear };
}
