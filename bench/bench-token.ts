/** Token with which benchmarks call their hub. */
export const benchToken = 'bench';
