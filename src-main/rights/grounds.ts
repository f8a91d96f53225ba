export { GROUNDS, type Ground, groundOf, groundsOf } from '../../src-shared/rights/grounds.ts';
