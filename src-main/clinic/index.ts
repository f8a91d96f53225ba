// What other rooms may use of the clinic room.
export { connectionFromUrl, isLoopback } from './address.ts';
