import { ActionButton, focusRing, MONOSPACE, tonesOf, useToasts } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { useState } from 'react';
import { PipelinesApi } from '../../api';
import { usePipelinesText } from '../../translation';
import { Segmented } from '../Segmented';

type Client = Awaited<ReturnType<PipelinesApi['getIngestStatus']>>['client'];

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      code: {
        font: `12px/18px ${MONOSPACE}`,
        backgroundColor: tones.neutral.background,
        borderRadius: 7,
        padding: '10px 12px',
        margin: '8px 0',
        overflow: 'auto',
        whiteSpace: 'pre',
        '&:focus-visible': focusRing(theme),
      },
      line: { display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center' },
    };
  },
  { name: 'PayrecClientConfig' },
);

const KINDS = ['environment', 'python', 'trino', 'curl'] as const;
type Kind = (typeof KINDS)[number];

/** Lines to paste into a client. The token is the person's to fill in: the portal shows none. */
export function clientConfig(kind: Kind, { url, endpoint }: Client): string {
  const base = url.replace(/\/+$/, '');
  const path = endpoint.replace(/^\/+/, '');
  switch (kind) {
    case 'environment':
      return [
        `export OPENLINEAGE_URL=${base}`,
        `export OPENLINEAGE_ENDPOINT=${path}`,
        'export OPENLINEAGE_API_KEY=<token>',
      ].join('\n');
    case 'python':
      return [
        'transport:',
        '  type: http',
        `  url: ${base}`,
        `  endpoint: ${path}`,
        '  auth:',
        '    type: api_key',
        '    apiKey: <token>',
        '  compression: gzip',
      ].join('\n');
    case 'trino':
      return [
        'event-listener.name=openlineage',
        'openlineage-event-listener.trino.uri=http://<trino-host>:8080',
        'openlineage-event-listener.transport.type=HTTP',
        `openlineage-event-listener.transport.url=${base}`,
        `openlineage-event-listener.transport.endpoint=/${path}`,
        'openlineage-event-listener.transport.api-key=<token>',
        'openlineage-event-listener.transport.compression=GZIP',
      ].join('\n');
    default:
      return [
        `curl -X POST ${base}/${path} \\`,
        "  -H 'Authorization: Bearer <token>' \\",
        "  -H 'Content-Type: application/json' \\",
        '  --data @event.json',
      ].join('\n');
  }
}

/** Configuration of the usual clients with the real address of this portal, ready to copy. */
export function ClientConfig({ client }: { client: Client }) {
  const { t } = usePipelinesText();
  const classes = useStyles();
  const toasts = useToasts();
  const [kind, setKind] = useState<Kind>('environment');
  const text = clientConfig(kind, client);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => toasts.done(t('events.copied')),
      error => toasts.failed(t('events.notCopied'), error),
    );
  return (
    <>
      <div className={classes.line}>
        <Segmented
          label={t('events.client')}
          value={kind}
          options={KINDS.map(value => ({ value, label: t(`events.client-${value}`) }))}
          onChange={setKind}
        />
        <ActionButton small onClick={copy}>
          {t('events.copy')}
        </ActionButton>
      </div>
      {/* Long lines scroll sideways; the keyboard must reach them. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={classes.code} tabIndex={0} aria-label={t(`events.client-${kind}`)}>
        {text}
      </pre>
    </>
  );
}
