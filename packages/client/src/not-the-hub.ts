import { MosaicError } from '@mosaic/contract';

/** What answered is no hub, or died half-way. */
export function notTheHub(response: Response): MosaicError {
  return new MosaicError(
    'unavailable',
    `${new URL(response.url).origin} answered ${response.status} with something that is not a hub's. Is another program on that port?`,
  );
}
