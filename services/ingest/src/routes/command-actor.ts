/** Who gave the command, where nobody says. */
export const COMMAND_ACTOR = "api";
