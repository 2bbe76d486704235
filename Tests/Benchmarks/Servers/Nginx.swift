import Support

/// nginx with one worker that returns constants: what HTTP costs when there is nothing behind it.
enum Nginx {
  static var isInstalled: Bool { Programs.has("nginx") }

  /// `answers` by path. Its configuration is a file of its own, so no installed site takes part.
  static func start(_ answers: [String: (type: String, body: String)]) throws -> Server {
    let folder = try TemporaryFolder()
    let port = freePorts(1)[0]
    let locations = answers.map { path, answer in
      "location = \(path) { default_type \(answer.type); return 200 '\(answer.body)'; }"
    }
    let configuration = """
      worker_processes 1;
      master_process off;
      daemon off;
      pid \(folder.path)/pid;
      error_log stderr error;
      events { worker_connections 1024; }
      http {
        access_log off;
        keepalive_requests 1000000000;
        client_body_temp_path \(folder.path)/body;
        proxy_temp_path \(folder.path)/proxy;
        fastcgi_temp_path \(folder.path)/fastcgi;
        uwsgi_temp_path \(folder.path)/uwsgi;
        scgi_temp_path \(folder.path)/scgi;
        server {
          listen 127.0.0.1:\(port);
          \(locations.joined(separator: "\n"))
        }
      }

      """
    let file = "\(folder.path)/nginx.conf"
    try write(configuration, to: file)
    return try Server(["nginx", "-c", file, "-e", "stderr"], port: UInt16(port), keeping: [folder])
  }
}
