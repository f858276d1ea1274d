import type { Finding } from './finding.js';

/** Why a server cannot be used. */
type ConnectionFault = 'password' | 'certificate' | 'refused' | 'unreachable' | 'missing' | 'other';

const PASSWORD_CODES = ['28P01', '28000', '535', 'EAUTH'];
const PASSWORD_WORDS = /WRONGPASS|NOAUTH|NOPERM|ACCESS[-_]REFUSED|authentication failed/i;
const CERTIFICATE = /certificate|CERT_|_CERT|ERR_TLS|ERR_SSL|does not support SSL/i;
const UNREACHABLE = ['ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ESOCKET', 'EDNS'];

/** What an error of a connection means, by its code or its words. */
export function faultOf(error: unknown): ConnectionFault {
  const { code = '', message = '', errors = [] } = error as Partial<ConnectionError>;
  // Of several addresses the first one's.
  if (errors.length > 0) return faultOf(errors[0]);
  if (PASSWORD_CODES.includes(code) || PASSWORD_WORDS.test(message)) return 'password';
  if (CERTIFICATE.test(`${code} ${message}`)) return 'certificate';
  if (code === 'ECONNREFUSED' || message.includes('ECONNREFUSED')) return 'refused';
  if (code === '3D000') return 'missing';
  if (UNREACHABLE.includes(code) || /timed?[ -]?out/i.test(message)) return 'unreachable';
  return 'other';
}

/** What drivers, and Node.js below them, throw. */
interface ConnectionError {
  readonly code: string;
  readonly message: string;
  readonly errors: readonly unknown[];
}

/** A server, as its finding names it. */
export interface FaultyServer {
  /** Stands in the finding's code. */
  readonly kind: 'database' | 'broker' | 'mail';
  /** Such as DATABASE_URL. */
  readonly setting: string;
  /** The whole sentence of what went wrong. */
  readonly problem: string;
  readonly meaning: Finding['meaning'];
  /** The command that shows whether it runs. */
  readonly probe: string;
}

/** What to do about it. */
export function serverFinding(
  { kind, setting, problem, meaning, probe }: FaultyServer,
  cause: unknown,
): Finding {
  const fault = faultOf(cause);
  const mend = {
    password: {
      en: `The server answers and refuses the user or the password: correct them in ${setting} (special characters are percent-encoded).`,
      zh: `服务器有应答，但拒绝了用户名或密码：请在 ${setting} 中更正（特殊字符须百分号编码）。`,
    },
    certificate: {
      en: `Its certificate is not trusted, or it does not speak TLS: name its authority in NODE_EXTRA_CA_CERTS, or correct ${setting}.`,
      zh: `证书不受信任，或服务器不支持 TLS：请用 NODE_EXTRA_CA_CERTS 指定证书颁发机构，或更正 ${setting}。`,
    },
    refused: {
      en: `Nothing listens there: start the server (${probe}), or correct ${setting}.`,
      zh: `该地址没有服务在监听：请启动服务器（${probe}），或更正 ${setting}。`,
    },
    unreachable: {
      en: `No answer: look at name, network and firewall (${probe}), or correct ${setting}.`,
      zh: `没有应答：请检查主机名、网络和防火墙（${probe}），或更正 ${setting}。`,
    },
    missing: {
      en: `Make the database: createdb NAME, then mallkeeper migrate; or correct ${setting}.`,
      zh: `请创建数据库：createdb 名称，再运行 mallkeeper migrate；或更正 ${setting}。`,
    },
    other: {
      en: `Look at the server's log (${probe}), or correct ${setting}.`,
      zh: `请查看服务器日志（${probe}），或更正 ${setting}。`,
    },
  }[fault];
  return {
    code: `${kind}-${fault === 'other' ? 'unusable' : fault}`,
    severity: 'error',
    problem: { en: problem, zh: problem },
    meaning,
    mend,
  };
}
