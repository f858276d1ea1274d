import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './app/style-nonce';
import { App } from './app/App';
import './page.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element "root"');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
