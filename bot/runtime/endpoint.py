"""Run the actions in the assistant's own process."""

from __future__ import annotations

import json
from typing import Any, Dict, Optional

import jsonschema
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException


class InProcessActions(EndpointConfig):
    """An action endpoint that calls the action instead of posting to a server; the actions themselves are the same."""

    def __init__(self, package: str = "actions") -> None:
        """Register every action of a package.

        Args:
            package: name of the package.
        """
        super().__init__()
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    async def request(
        self,
        method: str = "post",
        subpath: Optional[str] = None,
        content_type: Optional[str] = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Optional[Any]:
        """Run one action.

        Args:
            method: not used.
            subpath: not used.
            content_type: not used.
            compress: not used.
            kwargs: `json` holds the call as Rasa would post it.

        Raises:
            ClientResponseError: as Rasa expects of a server that rejects a call.
        """
        call: Dict[str, Any] = kwargs["json"]
        try:
            return await self._executor.run(call)
        except ActionExecutionRejection as error:
            body = {"error": error.message, "action_name": error.action_name}
            raise ClientResponseError(400, "rejected", json.dumps(body)) from error
        except ActionNotFoundException as error:
            body = {"error": error.message, "action_name": error.action_name}
            raise ClientResponseError(404, "not found", json.dumps(body)) from error


def compile_result_schema() -> None:
    """Check action results with a schema that was compiled once.

    Rasa 3.6 checks the schema itself again at every call, which costs more than the rest of a message
    (RasaHQ/rasa#11717). The check stays; only its preparation moves here.

    Raises:
        RuntimeError: when Rasa no longer has the method this takes the place of.
    """
    if not hasattr(RemoteAction, "_validate_action_result"):
        raise RuntimeError(
            "RemoteAction._validate_action_result is gone: remove bot.runtime.endpoint.compile_result_schema."
        )
    schema = RemoteAction.action_response_format_spec()
    validator = jsonschema.validators.validator_for(schema)(schema)

    def _validate_action_result(self: RemoteAction, result: Dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = _validate_action_result
