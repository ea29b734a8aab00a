import type { Deferral } from '@mosaic/contract';
import { printable } from '../text/printable-text.ts';
import { Facts } from './facts.tsx';

export function DeferralFacts({ deferral }: { deferral: Deferral }) {
  return (
    <Facts
      facts={[
        ['Category', deferral.category],
        ['Risk', deferral.risk],
        ['Reason', printable(deferral.reason)],
        [
          'Error',
          <span key="error" className="mono">
            {printable(deferral.error)}
          </span>,
        ],
        ['Approach', printable(deferral.approach)],
      ]}
    />
  );
}
