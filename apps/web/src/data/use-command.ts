import {
  isMosaicError,
  type Operation,
  type OperationOutput,
  type OperationRawInput,
} from '@mosaic/contract';
import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { useHub } from '../app/hub-context.ts';
import { createIdempotencyKey } from './idempotency-key.ts';

/**
 * Sends a command of the user.
 *
 * When no answer arrived nobody knows whether it was carried out: sending the same
 * input again then repeats the key, so that it can not be carried out twice.
 */
export function useCommand<Op extends Operation>(
  operation: Op,
  onSuccess: (output: OperationOutput<Op>) => void | Promise<void>,
) {
  const hub = useHub();
  const unanswered = useRef<{ content: string; key: string } | null>(null);

  return useMutation({
    mutationFn: (input: OperationRawInput<Op>) => {
      const content = JSON.stringify(input);
      if (unanswered.current?.content !== content) {
        unanswered.current = { content, key: createIdempotencyKey() };
      }
      return hub.call(operation, input, { idempotencyKey: unanswered.current.key });
    },
    onSuccess: async (output) => {
      unanswered.current = null;
      await onSuccess(output);
    },
    onError: (error) => {
      const isAnswer = isMosaicError(error) && error.code !== 'unavailable';
      if (isAnswer) unanswered.current = null;
    },
  });
}
