export { contextsModule } from '../context/contexts-module.ts';
export { personasModule } from './personas-module.ts';
