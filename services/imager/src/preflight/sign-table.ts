import type { SignName } from '@halftone/contracts';

/**
 * By what an answer that is no image is known: as a table, since these are facts of other people's servers. Addresses are
 * looked at only where a redirect led to them; a page that merely carries a consent banner, as most do, is no consent page.
 */
export type Marker = {
  sign: SignName;
  in: 'host' | 'path' | 'header' | 'title' | 'text';
  pattern: RegExp;
  /** What it is, in a sentence that begins with "The server". */
  says: string;
  /** Found in answers of another kind as well. */
  isUncertain?: true;
};

/** Header fields are matched as `name: value`. The first that matches counts for its sign. */
export const MARKERS: readonly Marker[] = [
  // Cloudflare: developers.cloudflare.com, "Detect a Challenge Page response".
  header('robots', /^cf-mitigated: challenge/, 'asks for a challenge of Cloudflare that only browsers pass'),
  // AWS WAF: docs.aws.amazon.com, "CAPTCHA and Challenge actions".
  header('robots', /^x-amzn-waf-action: (challenge|captcha)/, 'asks for a challenge of AWS WAF'),
  header('robots', /^x-datadome(-\w+)?:/, 'is protected by DataDome, which turned the request away', true),
  header('robots', /^x-sucuri-block:/, 'is protected by Sucuri, which turned the request away'),
  header('login', /^www-authenticate:/, 'asks for a name and a password (WWW-Authenticate)'),

  {
    sign: 'login',
    in: 'host',
    pattern: /^(login|signin|sso|auth|accounts?|idp?)\./,
    says: 'redirects to a login',
  },
  {
    sign: 'login',
    in: 'path',
    pattern:
      /\/(log-?in|sign[-_]?in|wp-login\.php|sso|saml2?|oauth2?|openid-connect|session\/new|customer\/account|ServiceLogin|users\/sign_in|anmelden|connexion)([/.?]|$)/i,
    says: 'redirects to a login',
  },
  {
    sign: 'consent',
    in: 'host',
    pattern: /^(consents?|guce|cmp|gdpr|cookies?|agegate)\./,
    says: 'redirects to a page that asks for consent',
  },
  {
    sign: 'consent',
    in: 'path',
    pattern:
      /consent|zustimmung|einwilligung|gdpr|\/cookies?([/?]|$)|cookie[-_]?(wall|notice|banner|settings|policy)|privacy[-_]?(gate|wall)|age[-_]?(gate|check|verif)|altersprüfung/i,
    says: 'redirects to a page that asks for consent',
  },
  {
    sign: 'robots',
    in: 'path',
    pattern: /captcha|\/cdn-cgi\/challenge|\/sorry\/index|robot-?check|bot-?check|are-you-human/i,
    says: 'redirects to a check for robots',
  },

  {
    sign: 'robots',
    in: 'title',
    pattern:
      /just a moment|attention required|checking your browser|robot check|are you (a )?(human|robot)|human verification|verify (that )?you('re| are)|pardon our interruption|security check|captcha|bot (detected|verification)|ddos.guard|ich bin kein roboter/i,
    says: 'sent a check for robots',
  },
  {
    sign: 'login',
    in: 'title',
    pattern:
      /\b(log ?in|log-in|sign ?in|sign-in|anmelden|anmeldung|einloggen|connexion|iniciar sesi[oó]n|accedi|inloggen|zaloguj|logga in|log ind)\b|вход|войти|登录|ログイン/i,
    says: 'sent a login page',
  },
  {
    sign: 'consent',
    in: 'title',
    // A shop may sell cookie jars.
    pattern:
      /before you continue|bevor sie|^cookies?$|cookies?[- ]?(consent|settings|policy|notice|wall|einstellungen|hinweis|richtlinie)|(accept|use|akzeptier\w+|verwend\w+) (\w+ )?cookies|cookies akzeptieren|consent|zustimmung|einwilligung|consentement|consenso|toestemming|age (verification|check|gate)|altersprüfung|altersverifikation/i,
    says: 'sent a page that asks for consent',
  },

  {
    sign: 'login',
    in: 'text',
    pattern: /<input[^>]{0,200}\btype\s*=\s*["']?password/i,
    says: 'sent a login page',
  },
  {
    sign: 'robots',
    in: 'text',
    pattern:
      /_Incapsula_Resource|Incapsula incident ID|px-captcha|_pxAppId|captcha-delivery\.com|cf-chl-|errors\.edgesuite\.net/,
    says: 'sent a check for robots',
  },
  {
    sign: 'robots',
    in: 'text',
    // Cloudflare adds its platform to ordinary pages as well.
    pattern:
      /\/cdn-cgi\/challenge-platform|g-recaptcha|hcaptcha\.com|challenges\.cloudflare\.com|automated (access|requests|queries)|unusual traffic|(bot|robot)s? (are|is) not allowed/i,
    says: 'sent a page with a check for robots',
    isUncertain: true,
  },
  {
    sign: 'consent',
    in: 'text',
    pattern: /<form[^>]{0,300}consent|id=["']?(consent-page|age-?gate)/i,
    says: 'sent a page that asks for consent',
    isUncertain: true,
  },

  // S3, and those that speak like it; Azure: learn.microsoft.com, "Status and error codes".
  {
    sign: 'expired',
    in: 'text',
    pattern:
      /<Message>Request has expired<\/Message>|<Code>ExpiredToken<\/Code>|Signature not valid in the specified time frame|<Code>ExpiredRequest<\/Code>/i,
    says: 'says that the link has expired',
  },
  {
    sign: 'expired',
    in: 'text',
    pattern: /(link|url|signature|token)( has| is|'s)? (been )?expired/i,
    says: 'says that the link has expired',
    isUncertain: true,
  },
  // A store of objects, which is open to robots as to anybody else.
  {
    sign: 'private',
    in: 'text',
    pattern: /<Code>(AccessDenied|AllAccessDisabled|AuthenticationFailed|PublicAccessNotPermitted)<\/Code>/,
    says: 'says that the file is private, or not there',
  },
];

function header(sign: SignName, pattern: RegExp, says: string, isUncertain?: true): Marker {
  return { sign, in: 'header', pattern, says, ...(isUncertain && { isUncertain }) };
}
