#!/usr/bin/env bash
# MariaDB's export of CSV with quotes doubled breaks rows without a word: at a value that is NULL, and at a line break.
#
# Seen 2026-11-30 with MariaDB 10.11.19 of Debian 12 and Python 3.11. Needs Debian 12 with python3, and apt with lists that are up
# to date; the packages are unpacked into a temporary folder, not installed, and no server listens.
#
# INTO OUTFILE escapes quotes by a backslash. So that other programs can read the file, the usual advice is
# FIELDS TERMINATED BY ',' ENCLOSED BY '"' ESCAPED BY '"', which doubles quotes as RFC 4180 wants it, and most would expect the rest
# to follow. But everything that is escaped gets a quote in front then: NULL becomes "N, a quote that is never closed, and takes the next
# cell with it; a line break in a text gets one too where lines end with \n, which closes the cell in its midst. Python's csv reads two
# products with four cells each as rows of three and two cells, and raises nothing; MariaDB's own LOAD DATA with the same options refuses the file that it wrote.
# (IFNULL(column, '') and LINES TERMINATED BY '\r\n' avoid both.)
#
# Fails when that changes.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq mariadb-server-core mariadb-common libaio1 liburing2 libnuma1 2>/dev/null
for package in *.deb; do dpkg-deb -x "$package" .; done
mkdir data
libraries=$(dirname "$(find . -name 'libaio.so.1')")

cat > statements.sql <<SQL
create database shop;
use shop;
create table products (sku varchar(20), name varchar(200), description text, image text);
insert into products values
  ('A1', 'Mug "blue"', 'First line\nsecond line', 'https://shop.example/a.jpg'),
  ('A2', 'Cup', NULL, 'https://shop.example/b.jpg');
select * from products into outfile '$folder/products.csv'
  fields terminated by ',' enclosed by '"' escaped by '"' lines terminated by '\n';
SQL
server=$(find . -name mariadbd -type f)
export LD_LIBRARY_PATH="$libraries"
run() {
  "$server" --no-defaults --bootstrap --user="$(id -un)" --datadir="$folder/data" --skip-innodb \
    --default-storage-engine=MyISAM --lc-messages-dir="$folder/usr/share/mysql" --secure-file-priv='' < "$1" 2> log
}
run statements.sql || { cat log; exit 1; }
cat > back.sql <<SQL
use shop;
create table again like products;
load data infile '$folder/products.csv' into table again
  fields terminated by ',' enclosed by '"' escaped by '"' lines terminated by '\n';
SQL
if run back.sql; then back='as it should be'; else back=$(grep -m 1 '^ERROR' log); fi

"$server" --no-defaults --version
python3 --version
echo 'The file:'
cat products.csv
seen=$(python3 -c "
import csv
for row in csv.reader(open('products.csv', newline=''), strict=False): print(len(row), row)")
echo "Python's csv reads:"
echo "$seen"
echo "MariaDB reads its file again: $back"

expected="3 ['A1', 'Mug \"blue\"', 'First line']
2 ['second line\"', 'https://shop.example/a.jpg']
3 ['A2', 'Cup', 'N,https://shop.example/b.jpg\"']"
if [ "$seen" != "$expected" ] || [[ $back != 'ERROR: 1261'* ]]; then
  echo 'It is not as it was on 2026-11-30.'
  exit 1
fi
