import type { Operation, OperationOutput, OperationRawInput } from '@mosaic/contract';

/** Calls operations from inside the hub, as one of its modules. */
export interface SystemCaller {
  call<Op extends Operation>(
    operation: Op,
    input: OperationRawInput<Op>,
  ): Promise<OperationOutput<Op>>;
}
