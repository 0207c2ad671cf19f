#nullable enable
using System.Text;
using Repartee.Prompting;

namespace Repartee.Training.Export
{
    /// <summary>A chat template as Jinja, for players that run it: what <see cref="PromptEncoder"/> writes for a dialogue.</summary>
    internal static class JinjaTemplate
    {
        /// <param name="template">The template, fitted to the actor's tokenizer.</param>
        /// <param name="beginToken">The actor's begin token; null for none.</param>
        internal static string Of(ChatTemplate template, string? beginToken)
        {
            string words = template.TrimsWords ? "message['content'] | trim" : "message['content']";
            var jinja = new StringBuilder();
            if (template.BeginOfText.Length > 0)
                jinja.Append(template.BeginOfText == beginToken ? "{{ bos_token }}" : $"{{{{ {Quoted(template.BeginOfText)} }}}}");
            jinja.Append("{% for message in messages %}");
            if (template.PersonaJoinsFirstTurn)
            {
                jinja.Append("{% if message['role'] == 'user' %}").Append($"{{{{ {Quoted(template.User.Prefix)} }}}}");
                jinja.Append("{% if loop.index0 == 1 and messages[0]['role'] == 'system' %}");
                jinja.Append($"{{{{ messages[0]['content'] + {Quoted(template.System.Suffix)} }}}}").Append("{% endif %}");
                jinja.Append($"{{{{ {words} + {Quoted(template.User.Suffix)} }}}}");
            }
            else
            {
                jinja.Append("{% if message['role'] == 'system' %}").Append(Turn(template.System, "", words));
                jinja.Append("{% elif message['role'] == 'user' %}").Append(Turn(template.User, "", words));
            }

            jinja.Append("{% elif message['role'] == 'assistant' %}").Append(Turn(template.Assistant, template.ReplyLead, words));
            jinja.Append("{% endif %}{% endfor %}");
            if (template.GenerationPrefix.Length > 0)
                jinja.Append($"{{% if add_generation_prompt %}}{{{{ {Quoted(template.GenerationPrefix)} }}}}{{% endif %}}");
            return jinja.ToString();
        }

        private static string Turn(ChatTurn turn, string lead, string words) =>
            $"{{{{ {Quoted(turn.Prefix + lead)} + {Bracketed(words)} + {Quoted(turn.Suffix)} }}}}";

        // A filter binds less tightly than +.
        private static string Bracketed(string words) => words.IndexOf('|') < 0 ? words : $"({words})";

        private static string Quoted(string text) =>
            "'" + text.Replace("\\", "\\\\").Replace("'", "\\'").Replace("\n", "\\n").Replace("\r", "\\r") + "'";
    }
}
