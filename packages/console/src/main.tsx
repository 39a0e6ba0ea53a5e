import { render } from 'preact';
import './styles/console.css';

const root = document.getElementById('app');
if (root) render(<h1>Halftone</h1>, root);
