import { render } from 'preact';
import { App } from './app.tsx';
import './styles/console.css';
import { useReadersLanguage } from './words/words.ts';

const root = document.getElementById('app');
await useReadersLanguage();
if (root) render(<App />, root);
