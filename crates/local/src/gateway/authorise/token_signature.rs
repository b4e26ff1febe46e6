//! The signatures of tokens: HMAC with SHA-256, the only algorithm that is used here.
//!
//! `jsonwebtoken` brings all algorithms or none: all of them are thirty packages, RSA's among them.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{ErrorKind, Result};
use jsonwebtoken::signature::{self, Signer, Verifier};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use sha2::Sha256;

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key: &EncodingKey| Ok(Box::new(Signature::new(*algorithm, key.as_bytes())?)),
    verifier_factory: |algorithm, key: &DecodingKey| Ok(Box::new(Signature::new(*algorithm, key.try_get_as_bytes()?)?)),
    key_utils: KeyUtils::new_unimplemented(),
};

/// Makes `jsonwebtoken` use these signatures. Only the first call in a process has an effect.
pub(super) fn install() {
    // It fails if they are installed already.
    let _ = PROVIDER.install_default();
}

struct Signature(Hmac<Sha256>);

impl Signature {
    fn new(algorithm: Algorithm, key: &[u8]) -> Result<Self> {
        let mac = (algorithm == Algorithm::HS256).then(|| Hmac::new_from_slice(key).ok()).flatten();
        mac.map(Self).ok_or_else(|| ErrorKind::InvalidAlgorithm.into())
    }

    fn over(&self, message: &[u8]) -> Hmac<Sha256> {
        self.0.clone().chain_update(message)
    }
}

impl Signer<Vec<u8>> for Signature {
    fn try_sign(&self, message: &[u8]) -> std::result::Result<Vec<u8>, signature::Error> {
        Ok(self.over(message).finalize().into_bytes().to_vec())
    }
}

impl Verifier<Vec<u8>> for Signature {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> std::result::Result<(), signature::Error> {
        // The comparison takes the same time wherever the signatures differ.
        self.over(message).verify_slice(signature).map_err(|_| signature::Error::new())
    }
}

impl JwtSigner for Signature {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl JwtVerifier for Signature {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first example of <https://www.rfc-editor.org/rfc/rfc7515#appendix-A.1>.
    #[test]
    fn the_signature_is_that_of_the_standard() {
        let key = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow==";
        let message = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQo\
                       gImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let expected = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        install();
        let key = EncodingKey::from_urlsafe_base64_secret(key).unwrap();
        assert_eq!(jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::HS256).unwrap(), expected);
    }

    #[test]
    fn other_signatures_and_algorithms_are_refused() {
        install();
        let (key, check) = (EncodingKey::from_secret(b"secret"), DecodingKey::from_secret(b"secret"));
        let signed = jsonwebtoken::crypto::sign(b"message", &key, Algorithm::HS256).unwrap();
        let verify =
            |signed: &str, message: &[u8], algorithm| jsonwebtoken::crypto::verify(signed, message, &check, algorithm);
        assert!(verify(&signed, b"message", Algorithm::HS256).unwrap());
        assert!(!verify(&signed, b"another message", Algorithm::HS256).unwrap());
        assert!(!verify("AAAA", b"message", Algorithm::HS256).unwrap());
        assert!(verify(&signed, b"message", Algorithm::HS512).is_err());
    }
}
