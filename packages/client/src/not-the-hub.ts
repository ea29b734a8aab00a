import { MosaicError } from '@mosaic/contract';

/** What answered is no hub, or died half-way. */
export function notTheHub(response: Response): MosaicError {
  const where = URL.parse(response.url)?.origin ?? 'The address of the hub';
  return new MosaicError(
    'unavailable',
    `${where} answered ${response.status} with something that is not a hub's. Is another program on that port?`,
  );
}
