import { describe, expect, it } from 'vitest';
import { directLink } from './direct-link.ts';

describe('a share link is fetched from', () => {
  it.each([
    ['https://drive.google.com/file/d/1aB_c-D/view?usp=sharing', 'export=download&id=1aB_c-D'],
    ['https://drive.google.com/file/d/1aB_c-D', 'export=download&id=1aB_c-D'],
    ['https://drive.google.com/file/u/0/d/1aB_c-D/edit', 'export=download&id=1aB_c-D'],
    ['https://drive.google.com/open?id=1aB_c-D&usp=drive_fs', 'export=download&id=1aB_c-D'],
    ['https://drive.google.com/uc?export=view&id=1aB_c-D', 'export=download&id=1aB_c-D'],
    ['https://docs.google.com/uc?id=1aB_c-D', 'export=download&id=1aB_c-D'],
    [
      'https://drive.google.com/file/d/1aB_c-D/view?usp=sharing&resourcekey=0-xyz',
      'export=download&id=1aB_c-D&resourcekey=0-xyz',
    ],
  ])('Google Drive: %s', (shared, query) => {
    expect(directLink(shared)).toBe(`https://drive.google.com/uc?${query}`);
  });

  it.each([
    [
      'https://www.dropbox.com/s/abc123/Blue%20shoe.jpg?dl=0',
      'https://www.dropbox.com/s/abc123/Blue%20shoe.jpg?dl=1',
    ],
    ['https://dropbox.com/s/abc123/shoe.jpg', 'https://dropbox.com/s/abc123/shoe.jpg?dl=1'],
    [
      'https://www.dropbox.com/scl/fi/abc123/shoe.jpg?rlkey=k3y&st=x&dl=0',
      'https://www.dropbox.com/scl/fi/abc123/shoe.jpg?rlkey=k3y&st=x&dl=1',
    ],
  ])('Dropbox: %s', (shared, direct) => {
    expect(directLink(shared)).toBe(direct);
  });

  it.each([
    [
      'https://1drv.ms/i/s!AbCdEf?e=gHi',
      'https://api.onedrive.com/v1.0/shares/u!aHR0cHM6Ly8xZHJ2Lm1zL2kvcyFBYkNkRWY_ZT1nSGk/root/content',
    ],
    [
      'https://1drv.ms/i/c/0123456789abcdef/EaBc?e=gHi',
      'https://1drv.ms/i/c/0123456789abcdef/EaBc?e=gHi&download=1',
    ],
    [
      'https://onedrive.live.com/embed?cid=AB&resid=AB%21156&authkey=AKey',
      'https://onedrive.live.com/download?cid=AB&resid=AB%21156&authkey=AKey',
    ],
    [
      'https://onedrive.live.com/?authkey=%21AKey&id=AB%21156&cid=AB&o=OneUp',
      'https://onedrive.live.com/download?cid=AB&resid=AB%21156&authkey=%21AKey',
    ],
    [
      'https://shop-my.sharepoint.com/:i:/g/personal/me_shop_example/EaBc?e=gHi',
      'https://shop-my.sharepoint.com/:i:/g/personal/me_shop_example/EaBc?e=gHi&download=1',
    ],
  ])('OneDrive: %s', (shared, direct) => {
    expect(directLink(shared)).toBe(direct);
  });
});

it.each([
  'https://example.org/file/d/1aB_c-D/view',
  'https://drive.google.com.example.org/file/d/1aB_c-D/view',
  'https://drive.google.com/drive/folders/1aB_c-D',
  'https://drive.google.com/open',
  'https://drive.usercontent.google.com/download?id=1aB_c-D&export=download',
  'https://www.dropbox.com/scl/fo/abc123/folder?rlkey=k3y&dl=0',
  'https://dl.dropboxusercontent.com/s/abc123/shoe.jpg',
  'https://onedrive.live.com/download?cid=AB&resid=AB%21156&authkey=AKey',
  'https://shop.sharepoint.com/sites/pictures/shoe.jpg',
  'https://example.org/a b.jpg',
  'no url',
  '',
])('any other URL is fetched as it stands: %s', (url) => {
  expect(directLink(url)).toBe(url);
});
