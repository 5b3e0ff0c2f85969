#!/bin/sh
# Makes the certificates of this folder anew, with their keys. Needs openssl 1.1.1 or later.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
from=20200101000000Z
until=21200101000000Z
past=20210101000000Z

cat > "$work/ca.cnf" <<END
[ca]
default_ca = tests
[tests]
database = $work/index.txt
new_certs_dir = $work
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
[any]
countryName = optional
organizationName = optional
commonName = supplied
[req]
distinguished_name = names
[names]
[authority]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
END
: > "$work/index.txt"

key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2> "$work/log"; }
request() { openssl req -new -config "$work/ca.cnf" -key "$1" -subj "$2" -out "$work/request.pem"; }
sign() { openssl ca -batch -notext -config "$work/ca.cnf" -startdate "$from" -in "$work/request.pem" "$@" 2> "$work/log"; }

# The authority; its key is thrown away.
key "$work/ca.key"
request "$work/ca.key" '/C=XY/O=yieldfrom tests/CN=test authority'
sign -selfsign -keyfile "$work/ca.key" -extensions authority -enddate "$until" -out ca.pem

# leaf FILE COMMON_NAME ALTERNATIVE_NAMES END_DATE: key and certificate in one file.
leaf() {
  key "$work/leaf.key"
  request "$work/leaf.key" "/C=XY/O=yieldfrom tests/CN=$2"
  printf 'subjectAltName = %s\nbasicConstraints = CA:false\n' "$3" > "$work/extensions"
  sign -cert ca.pem -keyfile "$work/ca.key" -extfile "$work/extensions" -enddate "$4" -out "$work/leaf.pem"
  cat "$work/leaf.key" "$work/leaf.pem" > "$1"
}
leaf localhost.pem localhost 'DNS:localhost, IP:127.0.0.1, IP:::1' "$until"
leaf wrong_host.pem fakehostname 'DNS:fakehostname' "$until"
leaf expired.pem localhost 'DNS:localhost' "$past"
leaf client.pem client 'email:client@example.com' "$until"

# Nobody's authority has signed this one.
key "$work/self.key"
request "$work/self.key" '/C=XY/O=yieldfrom tests/CN=localhost'
printf 'subjectAltName = DNS:localhost\n' > "$work/extensions"
sign -selfsign -keyfile "$work/self.key" -extfile "$work/extensions" -enddate "$until" -out "$work/self.pem"
cat "$work/self.key" "$work/self.pem" > self_signed.pem
openssl pkey -aes256 -passout pass:somepass -in "$work/self.key" -out "$work/self.encrypted"
cat "$work/self.encrypted" "$work/self.pem" > encrypted.pem

# These two only have to be read; nobody trusts them, and their key is thrown away.
cat > "$work/rich.cnf" <<END
oid_section = own
[own]
ourOwn = 1.3.6.1.4.1.99999.1
[req]
distinguished_name = names
[names]
[rich]
subjectAltName = critical, @alternatives
authorityInfoAccess = OCSP;URI:http://ocsp.example, caIssuers;URI:http://issuer.example/ca, OCSP;email:ocsp@example.com
crlDistributionPoints = URI:http://crl.example/1, URI:http://crl.example/2
[alternatives]
DNS = rich.example
email = rich@example.com
URI = https://rich.example/
IP.1 = 192.0.2.1
IP.2 = 2001:db8::ff
RID = 1.2.3.4
dirName = directory
otherName = 1.2.3.5;UTF8:other
[directory]
C = XY
CN = directory
END
openssl req -new -config "$work/rich.cnf" -key "$work/self.key" -subj '/CN=rich/ourOwn=own value' -out "$work/request.pem"
openssl x509 -req -in "$work/request.pem" -signkey "$work/self.key" -set_serial 7 -days 36500 \
  -extfile "$work/rich.cnf" -extensions rich -out rich.pem 2> "$work/log"
openssl x509 -req -in "$work/request.pem" -signkey "$work/self.key" -set_serial 0x123 -days 36500 \
  -out version_1.pem 2> "$work/log"
