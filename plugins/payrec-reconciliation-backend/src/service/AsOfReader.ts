import { AsOf, IsoDate } from '@internal/plugin-payrec-common';
import { FinalIndexService } from '@internal/plugin-payrec-node';

/** Where the index stands, for pages whose rows come from our own tables. */
export class AsOfReader {
  constructor(private readonly finalIndex: Pick<FinalIndexService, 'status'>) {}

  async asOf(): Promise<AsOf> {
    const { asOf, engine } = await this.finalIndex.status();
    return asOf ?? { dataVersion: 'none', businessDate: null, at: null, engine };
  }

  async businessDate(): Promise<IsoDate | null> {
    return (await this.asOf()).businessDate as IsoDate | null;
  }
}
