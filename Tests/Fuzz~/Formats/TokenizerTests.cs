using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using NUnit.Framework;
using Repartee.Dialogue;
using Repartee.Fuzz.Tests.Mutations;
using Repartee.Fuzz.Tests.Seeds;
using Repartee.Prompting;

namespace Repartee.Fuzz.Tests.Formats;

/// <summary>tokenizer.json of both kinds, and what names the chat template.</summary>
public sealed class TokenizerTests
{
    private const string Line = "Élan [INST] </s> <|user|>\n <|im_end|> 12 wolves?";
    private static readonly IMutator[] Json = [new ByteMutator(), new JsonMutator()];

    [Test]
    public void ByteLevel() => Tokenizer("tokenizer.json (byte-level)", "qwen2", "llama3", "tekken");

    [Test]
    public void SentencePiece() => Tokenizer("tokenizer.json (SentencePiece)", "llama2", "mistral");

    [Test]
    public void ChatTemplates()
    {
        using var scratch = new Scratch();
        ITokenizer tokenizer = Parse(Repository.Tokenizers("tokenizer.json", "qwen2")[0]);
        ITokenizer pieces = Parse(Repository.Tokenizers("tokenizer.json", "mistral")[0]);
        FuzzRun.Of(new FuzzTarget(
            "tokenizer_config.json",
            [
                """{"chat_template":"{% for m in messages %}<|im_start|>{{ m }}<|im_end|>{% endfor %}","bos_token":"<s>"}"""u8.ToArray(),
                """{"chat_template":"{{ bos_token }}[INST] {{ message }} [/INST]","eos_token":{"content":"</s>"}}"""u8.ToArray(),
                """{"repartee_template":"chatml","eos_token":{"content":"<|im_end|>"},"bos_token":null}"""u8.ToArray(),
                Encoding.UTF8.GetBytes(new JsonObject
                {
                    ["chat_template"] = new JsonArray(new JsonObject
                    {
                        ["name"] = "default",
                        ["template"] = "{{ '<|user|>\\n' + message['content'] + eos_token }}{{ '<|assistant|>' }}",
                    }),
                }.ToJsonString()),
            ],
            scratch.Written("tokenizer_config.json", () =>
            {
                foreach (ITokenizer one in new[] { tokenizer, pieces })
                    ChatTemplateFile.Read(scratch.At("tokenizer_config.json"), one);
            }))
        { Mutators = Json });
    }

    private static void Tokenizer(string format, params string[] kinds)
    {
        FuzzRun.Of(new FuzzTarget(format, Repository.Tokenizers("tokenizer.json", kinds), bytes =>
        {
            ITokenizer tokenizer = Parse(bytes);
            int[] ids = tokenizer.Encode(Line);
            if (ids.Intersect(tokenizer.SpecialTokens.Values).Any())
                throw new InvalidOperationException("Words became a special token.");
            if (ids.Any(id => id < 0 || id >= tokenizer.VocabularySize))
                throw new InvalidOperationException("A token is outside of the vocabulary.");
            tokenizer.Decode(tokenizer.EncodeWithSpecialTokens(Line));
        })
        { Mutators = Json, Says = ["xpected ", " is not supported. Supported is "], Slowness = 4 });
    }

    private static ITokenizer Parse(byte[] json)
    {
        using var stream = new MemoryStream(json);
        return TokenizerFile.Parse(stream);
    }
}
