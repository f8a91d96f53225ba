/** The key, one on each token, that colleagues open evidence up to. */
export const SHARE_KEY = 'Evidence of colleagues';
