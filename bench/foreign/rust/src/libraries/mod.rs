//! One file for each client.

pub mod fastwebsockets;
pub mod tokio_tungstenite;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;

/// rustls with its default provider, trusting one certificate and no other.
fn trust(ca: &str) -> Result<Arc<ClientConfig>, String> {
    let certificate = CertificateDer::from_pem_file(ca).map_err(|e| format!("{ca}: {e}"))?;
    let mut roots = RootCertStore::empty();
    roots.add(certificate).map_err(|e| format!("{ca}: {e}"))?;
    let config = ClientConfig::builder().with_root_certificates(roots);
    Ok(Arc::new(config.with_no_client_auth()))
}
