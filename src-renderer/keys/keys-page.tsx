import { Navigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** Where the navigation leads. */
export function KeysPage(): ReactNode {
  return <Navigate to="/keys/tokens" replace />;
}
