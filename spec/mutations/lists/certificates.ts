import type { MutationList } from '../mutation';

export const lists: readonly MutationList[] = [
  {
    file: 'der.ts',
    specs: ['spec/der.spec.ts'],
    mutations: [
      {
        name: 'the contents of DER may end too early',
        find: 'if (start + length > data.length) throw',
        replace: 'if (start > data.length) throw',
      },
      {
        name: 'DER has short lengths only',
        find: 'if (first < 0x80) return [first, position + 1];',
        replace: 'return [first & 0x7f, position + 1];',
      },
      {
        name: 'DER may have no length',
        find: 'if (count === 0 || count > 4) throw',
        replace: 'if (count > 4) throw',
      },
      {
        name: 'DER may have any length',
        find: 'if (count === 0 || count > 4) throw',
        replace: 'if (count === 0) throw',
      },
      {
        name: 'lengths of DER are read from behind',
        find: 'length = length * 256 + byte_at(data, position + i)',
        replace: 'length += byte_at(data, position + i) * 256 ** (i - 1)',
      },
      {
        name: 'one element of DER may be none',
        find: "if (first === undefined || second !== undefined) throw new ValueError('one element expected');",
        replace:
          "if (second !== undefined) throw new ValueError('one element expected');\n  if (first === undefined) return { tag: 0, body: data };",
      },
      {
        name: 'one element of DER may be two',
        find: 'if (first === undefined || second !== undefined) throw',
        replace: 'if (first === undefined) throw',
      },
      {
        name: 'numbers of an identifier have seven bits',
        find: 'if (byte >= 0x80) continue;',
        replace: '',
      },
      {
        name: 'the first number of an identifier is one',
        find: 'return [root, first - root * 40n, ...rest]',
        replace: 'return [first, ...rest]',
      },
      {
        name: 'identifiers below 2 have small numbers only',
        find: 'const root = first < 80n ? first / 40n : 2n;',
        replace: 'const root = first / 40n;',
      },
      {
        name: 'large numbers of an identifier lose digits',
        find: 'number = (number << 7n) | BigInt(byte & 0x7f);',
        replace: 'number = BigInt.asUintN(32, (number << 7n) | BigInt(byte & 0x7f));',
      },
      {
        name: 'a text of UTF-8 is Latin-1',
        find: "if (tag === UTF8_STRING) return body.toString('utf8');",
        replace: '',
      },
      {
        name: 'reading a text of two bytes each spoils it',
        find: 'Buffer.from(body).swap16()',
        replace: 'body.swap16()',
      },
      {
        name: 'a text of four bytes each is Latin-1',
        find: 'if (tag === UNIVERSAL_STRING) {',
        replace: 'if (tag === 0) {',
      },
      {
        name: 'a text of Latin-1 is UTF-8',
        find: "return body.toString('latin1');",
        replace: "return body.toString('utf8');",
      },
      {
        name: 'what holds elements has the tag of bytes',
        find: "(kind === 'constructed' ? 0xa0 : 0x80)",
        replace: "(kind === 'constructed' ? 0x80 : 0x80)",
      },
    ],
  },
  {
    file: 'ssl_certificate.ts',
    specs: ['spec/ssl/certificate.spec.ts'],
    mutations: [
      {
        name: 'a certificate is always of version 3',
        find: '? (single((fields[0] as Element).body).body.at(-1) as number) + 1 : 1',
        replace: '? 3 : 3',
      },
      {
        name: 'a certificate without a version is one with',
        find: 'const [, , issuer, , subject, , ...rest] = has_version ? fields.slice(1) : fields;',
        replace: 'const [, , issuer, , subject, , ...rest] = fields.slice(1);',
      },
      {
        name: 'subject and issuer are the wrong way round',
        find: 'const [, , issuer, , subject, , ...rest]',
        replace: 'const [, , subject, , issuer, , ...rest]',
      },
      {
        name: 'serial numbers have an odd number of digits',
        find: ".padStart(2, '0')",
        replace: '',
      },
      {
        name: 'an attribute without a name has none',
        find: 'ATTRIBUTES[identifier] ?? identifier',
        replace: "ATTRIBUTES[identifier] ?? 'unknown'",
      },
      {
        name: 'an extension that is critical is not read',
        find: '.filter(({ tag }) => tag !== BOOLEAN)',
        replace: '',
      },
      {
        name: 'a host of a certificate is an address of mail',
        find: "case DNS_NAME:\n      return ['DNS', body",
        replace: "case DNS_NAME:\n      return ['email', body",
      },
      {
        name: 'a certificate of an address cannot be read',
        find: "return ['IP Address', ip_address(body)];",
        replace: "return ['IP Address', '<invalid>'];",
      },
      {
        name: 'an address of IPv6 is in small letters',
        find: 'group.toString(16).toUpperCase()',
        replace: 'group.toString(16)',
      },
      {
        name: 'an address of IPv6 has bytes for groups',
        find: 'body.readUInt16BE(2 * i)',
        replace: 'body.readUInt8(2 * i)',
      },
      {
        name: 'OCSP is told as the issuer',
        find: 'const ocsp = uris(OCSP);',
        replace: 'const ocsp = uris(CA_ISSUERS);',
      },
      {
        name: 'a certificate always tells of OCSP',
        find: '...(ocsp.length > 0 && { OCSP: ocsp }),',
        replace: 'OCSP: ocsp,',
      },
      {
        name: 'a certificate never tells of its issuer',
        find: '...(issuers.length > 0 && { caIssuers: issuers }),',
        replace: '',
      },
      {
        name: 'lists of what is revoked are not found',
        find: '.flatMap(({ body }) => inside(inside(elements(body))))',
        replace: '.flatMap(({ body }) => inside(elements(body)))',
      },
      {
        name: 'a certificate always tells where what is revoked is listed',
        find: 'return uris.length > 0 ? { crlDistributionPoints: uris } : {};',
        replace: 'return { crlDistributionPoints: uris };',
      },
      {
        name: 'a text has one certificate',
        find: 'CERTIFICATE-----/g',
        replace: 'CERTIFICATE-----/',
      },
      {
        name: 'certificates in bytes are the first over and over',
        find: 'position += certificate.raw.length;',
        replace: 'position = data.length;',
      },
    ],
  },
  {
    file: 'ssl_errors.ts',
    specs: [
      'spec/ssl/errors.spec.ts',
      'spec/ssl/context.spec.ts',
      'spec/sslproto/handshake.spec.ts',
    ],
    mutations: [
      {
        name: 'an error of TLS shows its number',
        find: "return args.length === 2 && typeof args[1] === 'string' ? args[1] : tuple_repr(args);",
        replace: 'return tuple_repr(args);',
      },
      {
        name: 'an error of TLS with one argument shows it alone',
        find: 'args[1] : tuple_repr(args)',
        replace: 'args[1] : String(args[0])',
      },
      {
        name: 'an error of TLS has no name',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        find: '[${library}: ${reason}] ${text}',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        replace: '${text}',
      },
      {
        name: 'an error of TLS has no reason',
        find: "set_hidden(error, 'reason', reason);",
        replace: '',
      },
      {
        name: 'an error of TLS does not say from where',
        find: "set_hidden(error, 'library', library);",
        replace: '',
      },
      {
        name: 'a certificate that is not accepted has no reason',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        find: 'const text = `certificate verify failed: ${why}`;',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the text in lib/.
        replace: "const text = `certificate verify failed${why && ''}`;",
      },
      {
        name: 'the error of OpenSSL is lost',
        find: "Object.defineProperty(made, 'cause', { value: thrown, writable: true, configurable: true });",
        replace: '',
      },
      {
        name: 'the whole line of OpenSSL is the reason',
        find: 'message.match(/:error:[^:]*:[^:]*:[^:]*:([^:]*)/)?.[1] ?? message',
        replace: 'message',
      },
      {
        name: 'every error of OpenSSL is one of SSL',
        find: "library.split(' ', 1).join().toUpperCase()",
        replace: "library.slice(0, 0) + 'SSL'",
      },
      {
        name: 'the reason of an error of OpenSSL is no name',
        find: ".replace(/\\W+/g, '_')",
        replace: '',
      },
    ],
  },
  {
    file: 'ssl_object.ts',
    specs: ['spec/ssl/object.spec.ts', 'spec/sslproto/handshake.spec.ts'],
    mutations: [
      {
        name: 'TLS does not know its version',
        find: 'this._version = socket.getProtocol() ?? undefined;',
        replace: 'this._version = undefined;',
      },
      {
        name: 'no protocol inside TLS is an empty one',
        find: 'socket.alpnProtocol || undefined',
        replace: 'socket.alpnProtocol as string',
      },
      {
        name: 'nobody knows whether a session is an old one',
        find: 'this.session_reused = socket.isSessionReused();',
        replace: 'this.session_reused = false;',
      },
      {
        name: 'TLS does not know its cipher',
        find: 'return name === undefined ? undefined : [name',
        replace: 'return name ? undefined : [name',
      },
      {
        name: 'a cipher has no bits',
        find: '[name, version, secret_bits(standardName)]',
        replace: '[name, version, secret_bits(name)]',
      },
      {
        name: 'a certificate in DER is a dict',
        find: 'if (binary_form) return this._certificate.raw;',
        replace: '',
      },
      {
        name: 'a certificate that was not checked is shown',
        find: 'this.context.verify_mode === CERT_NONE ? {} : decode_certificate(this._certificate)',
        replace: 'decode_certificate(this._certificate)',
      },
      {
        name: 'no certificate is an empty one',
        find: 'if (this._certificate === undefined) return undefined;',
        replace: 'if (this._certificate === undefined) return {};',
      },
      {
        name: 'ChaCha20 has 128 bits',
        find: "if (standard_name.includes('CHACHA20')) return 256;",
        replace: "if (standard_name.includes('CHACHA20')) return 128;",
      },
    ],
  },
  {
    file: 'ssl_authorities.ts',
    specs: ['spec/ssl/authorities.spec.ts', 'spec/ssl/context.spec.ts'],
    mutations: [
      {
        name: 'nobody is trusted: Node trusts its own',
        find: 'if (!this._trusts_defaults) return [...this._pems];',
        replace:
          'if (this._pems.size === 0) return undefined;\n    if (!this._trusts_defaults) return [...this._pems];',
      },
      {
        name: "Node's authorities go when others are loaded",
        find: '[...node_certificates(), ...this._pems];',
        replace: '[...this._pems];',
      },
      {
        name: 'the default authorities are not shown',
        find: 'const defaults = this._trusts_defaults ? node_certificates() : [];',
        replace: 'const defaults: string[] = [];',
      },
      {
        name: 'a file without a certificate is loaded',
        find: "if (pems.length === 0) throw new SSLError(1, '[X509] no certificate or crl found');",
        replace: '',
      },
      {
        name: 'data without a certificate are loaded',
        find: "if (pems.length === 0) throw new SSLError(1, '[PEM: NO_START_LINE] no start line');",
        replace: '',
      },
      {
        name: 'a directory of authorities has to be there',
        find: '} catch {\n      return;\n    }',
        replace: '} catch (error) {\n      throw error;\n    }',
      },
      {
        name: 'a directory of authorities has any files',
        find: 'HASHED_NAME.test(file)',
        replace: 'file',
      },
      {
        name: 'nobody looks at SSL_CERT_FILE',
        find: 'if (SSL_CERT_FILE !== undefined) this._add(pems_of(SSL_CERT_FILE));',
        replace: '',
      },
      {
        name: 'nobody looks at SSL_CERT_DIR',
        find: 'if (SSL_CERT_DIR !== undefined) this.load_directory(SSL_CERT_DIR);',
        replace: '',
      },
      {
        name: 'nobody looks at NODE_EXTRA_CA_CERTS',
        find: '...(extra === undefined ? [] : pems_of(extra))',
        replace: '',
      },
      {
        name: 'an authority is told as often as it was loaded',
        find: 'private readonly _pems = new Set<string>();',
        replace:
          'private readonly _pems = Object.assign([] as string[], { add(pem: string) { this.push(pem); }, get size(): number { return this.length; } });',
      },
      {
        name: 'a text that is no certificate is loaded',
        find: 'this._pems.add(certificate(pem).toString());',
        replace: 'this._pems.add(pem);',
      },
      {
        name: 'an authority that is none is an error of Node',
        find: 'function certificate(pem: string): X509Certificate {\n  try {\n    return new X509Certificate(pem);\n  } catch (error) {\n    throw ssl_error(error);',
        replace:
          'function certificate(pem: string): X509Certificate {\n  try {\n    return new X509Certificate(pem);\n  } catch (error) {\n    throw error;',
      },
      {
        name: 'bytes that are no authority are an error of Node',
        find: 'return der_certificates(data);\n  } catch (error) {\n    throw ssl_error(error);',
        replace: 'return der_certificates(data);\n  } catch (error) {\n    throw error;',
      },
    ],
  },
];
