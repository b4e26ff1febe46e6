"""Moto's server on a free port of this machine. It prints its URL, and ends at the end of its standard input.

Until then it reads commands there, one per line, and prints a reply to each:

  limit N   lets N more API Gateway resources be created, and holds every further request to create one
  open      lets those and all later requests through; it replies when no request is left

API Gateway operations that moto lacks are added, following their reference pages:
https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateIntegration.html, API_UpdateMethod.html,
API_UpdateMethodResponse.html and API_UpdateModel.html. A deleted integration is not found, as in AWS.
"""

import http.client
import json
import logging
import sys
import threading
import time

from moto.apigateway.exceptions import NoIntegrationDefined
from moto.apigateway.models import APIGatewayBackend
from moto.apigateway.responses import APIGatewayResponse
from moto.server import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

INTEGRATION = {
    "credentials": "credentials",
    "passthroughBehavior": "passthrough_behaviour",
    "requestParameters": "request_parameters",
    "requestTemplates": "request_templates",
    "uri": "uri",
}
METHOD = {
    "authorizationType": "authorization_type",
    "operationName": "operation_name",
    "requestModels": "request_models",
    "requestParameters": "request_parameters",
    "requestValidatorId": "request_validator_id",
}
METHOD_RESPONSE = {"responseModels": "response_models", "responseParameters": "response_parameters"}
MODEL = {"description": "description", "schema": "schema"}


def patch(target, names, operations, flags=None):
    """Applies JSON Patch operations to attributes and to entries of map attributes; the map `flags` has booleans."""
    for operation in operations:
        name, *entry = operation["path"].lstrip("/").split("/")
        if not entry:
            setattr(target, names[name], operation.get("value"))
            continue
        key = entry[0].replace("~1", "/").replace("~0", "~")
        entries = dict(getattr(target, names[name]) or {})
        if operation["op"] == "remove":
            entries.pop(key, None)
        else:
            value = operation["value"]
            entries[key] = value == "true" if name == flags else value
        setattr(target, names[name], entries)


def update_integration(self):
    _, _, api, _, resource, _, method, *_ = self.path.split("/")
    integration = self.backend.get_integration(api, resource, method)
    patch(integration, INTEGRATION, self._get_param("patchOperations"))
    return json.dumps(integration.to_json())


def update_method(self):
    _, _, api, _, resource, _, verb, *_ = self.path.split("/")
    method = self.backend.get_method(api, resource, verb)
    patch(method, METHOD, self._get_param("patchOperations"), flags="requestParameters")
    return json.dumps(method.to_json())


def update_method_response(self):
    _, _, api, _, resource, _, verb, _, status, *_ = self.path.split("/")
    response = self.backend.get_method_response(api, resource, verb, status)
    patch(response, METHOD_RESPONSE, self._get_param("patchOperations"), flags="responseParameters")
    return json.dumps(response.to_json())


def update_model(self):
    _, _, api, _, name, *_ = self.path.split("/")
    model = self.backend.get_model(api, name)
    patch(model, MODEL, self._get_param("patchOperations"))
    return json.dumps(model.to_json())


get_integration = APIGatewayBackend.get_integration


def get_integration_if_any(self, api, resource, method):
    integration = get_integration(self, api, resource, method)
    if integration is None:
        raise NoIntegrationDefined()
    return integration


APIGatewayBackend.get_integration = get_integration_if_any
APIGatewayResponse.update_integration = update_integration
APIGatewayResponse.update_method = update_method
APIGatewayResponse.update_method_response = update_method_response
APIGatewayResponse.update_model = update_model


class Gate:
    """The entrance to moto, which can hold requests that create API Gateway resources."""

    def __init__(self, application):
        self.application = application
        self.left = None
        self.changed = threading.Condition()

    def __call__(self, environ, start_response):
        if environ["REQUEST_METHOD"] in ("POST", "PUT") and environ["PATH_INFO"].startswith("/restapis"):
            self.enter()
        return self.application(environ, start_response)

    def enter(self):
        with self.changed:
            self.changed.wait_for(lambda: self.left != 0)
            if self.left is not None:
                self.left -= 1

    def limit(self, left):
        with self.changed:
            self.left = left
            self.changed.notify_all()


def wait_for_silence(host, port, threads):
    """Returns when every earlier request is answered, even if its sender is gone."""
    # Connections are accepted in order: once this one is answered, all earlier ones have a thread.
    connection = http.client.HTTPConnection(host, port)
    connection.request("GET", "/moto-api/")
    connection.getresponse().read()
    connection.close()
    while threading.active_count() > threads:
        time.sleep(0.01)


# Errors are shown, but not one line for each request.
logging.getLogger("werkzeug").setLevel(logging.ERROR)

gate = Gate(DomainDispatcherApplication(create_backend_app))
server = make_server("127.0.0.1", 0, gate, threaded=True, request_handler=MotoRequestHandler)
threading.Thread(target=server.serve_forever, daemon=True).start()
threads_at_rest = threading.active_count()
host, port = server.server_address[:2]
print(f"http://{host}:{port}", flush=True)
for line in sys.stdin:
    command, *arguments = line.split()
    if command == "limit":
        gate.limit(int(arguments[0]))
    elif command == "open":
        gate.limit(None)
        wait_for_silence(host, port, threads_at_rest)
    print(command, flush=True)
